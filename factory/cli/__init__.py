"""What is typed: options, help and examples of each command; what they do is in `commands`."""
