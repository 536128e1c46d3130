def apply_import(*a, **k):
    raise NotImplementedError
