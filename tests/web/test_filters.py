"""How things are written on a page."""

from fund.web.filters import whole


def test_no_line_breaks_after_the_hyphen_of_a_name():
    assert whole("FSV-2026-000012") == '<span class="vk-nowrap">FSV-2026-000012</span>'
    assert whole("Gebied: 's-Hertogenbosch") == 'Gebied: <span class="vk-nowrap">&#39;s-Hertogenbosch</span>'


def test_other_words_stay_as_they_are_and_nothing_slips_through():
    assert whole("Bergen op Zoom") == "Bergen op Zoom"
    assert whole("<b> a-<i>") == '&lt;b&gt; <span class="vk-nowrap">a-&lt;i&gt;</span>'
