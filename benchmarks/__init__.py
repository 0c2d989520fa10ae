"""What the product is measured by: an independent ear, copies, zero-shot accuracy and speed."""
