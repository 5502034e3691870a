"""The smallest trade: a cutter and a packer, to learn the kernel from and to test it with."""
