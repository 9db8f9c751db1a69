"""Whatever stands in the address, a page answers."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NAMES = ["show", "how", "open", "language", "years", "near", "within", "where", "page"]
words = st.text(max_size=30) | st.sampled_from(["lye", "dy5 3dy", "hill", "now", "free", "2", "-1"])
queries = st.lists(st.tuples(st.sampled_from(NAMES), words), max_size=6)
PATHS = ["/topics/under-fives/", "/clusters/halesowen/", "/near/", "/near/lye/"]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PATHS), queries)
def test_no_address_breaks_a_list_or_a_lookup(client, path, query):
    answer = client.get(path, query_string=query)
    assert answer.status_code == 200
    assert "</html>" in answer.text


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(words)
def test_what_is_typed_is_shown_as_text_only(client, typed):
    answer = client.get("/near/", query_string={"where": f'<b onclick="x">{typed}'})
    assert '<b onclick="x">' not in answer.text
