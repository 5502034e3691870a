"""The report of a shift or a day: one self-contained page in English and Chinese that prints."""
