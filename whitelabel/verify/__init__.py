"""The finished bytes read as an outsider would: no bundle shows what is another party's."""
