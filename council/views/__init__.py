"""Pages of decisions and of what facts stand on."""
