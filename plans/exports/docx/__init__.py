DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TOO_LONG = "This is too long for a Word document. Please print the page instead."
