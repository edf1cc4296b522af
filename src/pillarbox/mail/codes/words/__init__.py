"""What verification mails say, language by language. Data only: how it is matched stands in `vocabulary`."""
