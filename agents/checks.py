"""System checks of the agents."""
