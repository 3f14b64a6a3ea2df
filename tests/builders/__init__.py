"""What several test modules share: made data, copies of the project, and machines to try it on."""
