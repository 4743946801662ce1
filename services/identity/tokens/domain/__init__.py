"""What a token says, and the words of OAuth."""
