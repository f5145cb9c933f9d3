"""Labels for devices: how sheets are cut, what a label says, and both as PDF."""
