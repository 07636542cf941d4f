"""Files out: values become PDF, CSV and QR codes."""
