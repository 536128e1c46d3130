def changes(older, newer):
    return {"empty": True, "sentence": "", "groups": [], "counts": {}}
