"""Lists of people, of trainings and of credentials from elsewhere: what a row says and brings."""
