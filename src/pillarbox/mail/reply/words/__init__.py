"""Word tables of reply extraction: what mail clients write in each language. Data only, no rules."""
