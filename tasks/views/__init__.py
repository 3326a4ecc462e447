"""Thin: find the object through the room's access rules, call one function, render."""
