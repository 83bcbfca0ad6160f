"""What chat does when accounts tells it something."""
