DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
