"""What visitors see: front page, petitions with their thank-you page, my data, plain pages."""
