"""One record, every channel (`cchc channel`): a script for the loudspeaker, a short post, a line for the LED board."""
