"""What the batches of the command line, of the page and of the API share: tables and templates."""
