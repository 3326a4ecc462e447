"""The same report over many wards: added up, frozen, drawn."""
