"""What the computing of a consultation's report needs: plain data in, plain data out, no database."""
