"""`/v1/cases/{id}/ratings`, `/v1/cases/{id}/complaints`, `/v1/complaints`, `/v1/voice-counts`."""
