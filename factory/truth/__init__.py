"""What the pipeline says of a played world beside what the simulator says really happened."""
