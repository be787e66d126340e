"""What it costs: pages and exports measured beside a bare page, with few cases and with many."""
