"""Messages out: text, JSON, fields, captures."""
