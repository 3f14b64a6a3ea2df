"""What one rule cost."""

ROW = {
    "rule": "train_model",
    "jobs": 1200,
    "wall_seconds": 3600.0,
    "longest_seconds": 150.0,
    "core_seconds": 7200.0,
    "cpu_seconds": 5400.0,
    "waiting_seconds": 90.0,
    "peak_mb": 310.0,
    "asked_mb": 2000.0,
    "memory_used": 0.155,
    "asked_seconds": 3600.0,
    "time_used": 150 / 3600,
}
