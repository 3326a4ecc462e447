"""Tổng quan: how a leader's ward, or all wards one oversees, stand today."""
