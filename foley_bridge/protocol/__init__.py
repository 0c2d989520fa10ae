"""The address space: one table, from which parsing, answers and documents are made."""
