from datetime import date

from plans.serialization import freeze, thaw


def test_published_names_stay_and_come_back_as_the_outline_s_own():
    action = {
        "effective_status": "overdue",
        "sentence": {"public_text": 'Not a key: "reading": or "public_text":', "speaks_of": date(2009, 6, 1)},
    }
    place = {"priority_id": 7, "place": 1, "asked_as": "Fires"}
    note = {"old_status": "on_track", "new_status": "reading"}
    record = {"words": "Look into it.", "said_on": date(2009, 6, 2)}
    text = freeze([action, place, note, record])
    assert text == (
        '[{"reading":"overdue","sentence":{"words":"Not a key: \\"reading\\": or \\"public_text\\":",'
        '"speaks_of":"2009-06-01"}},{"priority_id":7,"place":1,"words":"Fires"},'
        '{"old_reading":"on_track","new_reading":"reading"},{"words":"Look into it.","said_on":"2009-06-02"}]'
    )
    assert thaw(text) == [action, place, note, record]
    assert freeze(thaw(text)) == text
