"""Figures set beside one another: months, years, units of a ward, and wards. Percentages come from numerators and
denominators added up, never from other percentages."""
