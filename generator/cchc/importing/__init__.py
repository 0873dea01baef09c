"""`cchc import`: what offices have in Word files and spreadsheets, as articles and records. Nothing is written over."""
