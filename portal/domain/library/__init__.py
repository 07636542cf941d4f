"""What the portal publishes: initiatives, notices, FAQs, webinars and resources."""
