"""What is measured of the portal: run by script/bench."""
