"""A vision-language model in this process, through transformers. The only reader that imports torch."""
