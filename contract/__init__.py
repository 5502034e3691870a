"""What two processes must agree on: paths, topics, messages, samples, series. No I/O."""
