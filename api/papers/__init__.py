"""What is printed or carried away."""
