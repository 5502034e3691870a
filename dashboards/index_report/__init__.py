"""The report of the digital development index: a page in English and Chinese, and a brief."""
