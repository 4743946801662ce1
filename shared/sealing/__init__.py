"""The access log and the journal, sealed: nobody changes what is written there without being found out."""
