"""Guards that are a condition, a filter or a setting: how to take each of them out, and which tests must miss it.

Refusals are found by themselves (``guards``).
"""

from typing import NamedTuple


class Mutation(NamedTuple):
    """In the file ``path`` this text becomes that one, and a test in ``tests`` with ``word`` in its name must fail."""

    path: str
    text: str
    other: str
    tests: str
    word: str


_CACHE, _CACHE_TESTS = "memorandum/server/page_cache.py", "tests/memorandum/server/test_page_cache.py"
_ERRORS = "tests/memorandum/portal/test_errors.py"
_RECORDS, _RECORDS_TESTS = "memorandum/staff/admin/records.py", "tests/memorandum/staff/test_records.py"
_BOX, _LOGIN = "formats/strongbox.py", "tests/memorandum/staff/test_login.py"
_LOG, _TRIES = "memorandum/server/log.py", "tests/memorandum/security/test_tries.py"
_HIDDEN, _HTTP = "tests/memorandum/portal/surfaces/test_hidden.py", "tests/memorandum/portal/surfaces/test_http.py"
_FACTOR, _EMBEDS = "tests/memorandum/staff/test_second_factor.py", "tests/memorandum/portal/test_embeds.py"
_REQUESTS = "tests/memorandum/staff/permissions/test_hostile_requests.py"
_BACKUPS = "tests/memorandum/server/test_backups.py"
MUTATIONS = (
    Mutation(_CACHE, "kept.number != number or", "", _CACHE_TESTS, "after_a_change"),
    Mutation(_CACHE, "or kept.until <= time.time()", "", _CACHE_TESTS, "midnight"),
    Mutation(_CACHE, 'and "set-cookie" not in values', "", _CACHE_TESTS, ""),
    Mutation(_CACHE, "and kept.number == self._changes.last", "", _CACHE_TESTS, "before_the_database_went"),
    Mutation("memorandum/server/makers.py", "left <= 0", "False", "tests/memorandum/server/test_makers.py", "at_once"),
    Mutation(
        "memorandum/server/makers.py",
        "            self._give_back(began)\n            raise",
        "            raise",
        "tests/memorandum/server/test_makers.py",
        "after_a_fault",
    ),
    Mutation(
        "memorandum/server/turns.py",
        "except BlockingIOError:\n        return False",
        "except BlockingIOError:\n        return True",
        "tests/memorandum/server/test_turns.py",
        "",
    ),
    Mutation("formats/sheet.py", '"\'" + text if', "text if", "tests/formats/test_sheet.py", "defused"),
    Mutation(_BOX, "if size > _SMALL and", "if False and", "tests/formats", ""),
    Mutation(_LOG, "request is not None and status < 500", "False", "tests/memorandum/server/test_log.py", ""),
    Mutation(_LOG, "isinstance(problem, (OperationalError, InterfaceError))", "False", _ERRORS, "log_says"),
    Mutation("memorandum/middleware.py", "if STUCK in request.META or", "if False and", _ERRORS, "nobody_waits"),
    Mutation(
        "memorandum/portal/pages/standing.py", "isinstance(exception, DisallowedHost)", "False", _ERRORS, "foreign"
    ),
    Mutation(_RECORDS, "if version is None or", "if True or", _RECORDS_TESTS, "second_editor"),
    Mutation(_RECORDS, "if VERSION not in request.POST:", "if False:", _RECORDS_TESTS, "without_a_version"),
    Mutation("memorandum/middleware.py", "if now - seen > most:", "if False:", _LOGIN, "idle or long"),
    Mutation("memorandum/security/tries.py", "WHERE known.until <= now()", "WHERE TRUE", _TRIES, ""),
    Mutation("memorandum/security/tries.py", "            _give_back(taken)\n", "", _TRIES, "at_the_other"),
    Mutation(
        "memorandum/papers/verify.py",
        "if entry.previous_hash != previous:",
        "if False:",
        "tests/council/test_issued.py",
        "",
    ),
    Mutation(
        "memorandum/server/ledger_key.py",
        "ValueError):\n        return False",
        "ValueError):\n        return True",
        "tests/memorandum/server/test_ledger_key.py",
        "something_else",
    ),
    # What is not public.
    Mutation("evidence/models/sources.py", "return self.filter(is_public=True)", "return self.filter()", _HIDDEN, ""),
    Mutation(
        "localities/models/plans.py",
        "return self.filter(locality__is_public=True)",
        "return self.filter()",
        "tests/memorandum/portal/surfaces/test_published.py",
        "all_is_hidden",
    ),
    Mutation(
        "evidence/models/confirmation.py",
        "found.filter(source__is_public=True) if in_public else found",
        "found",
        "tests/memorandum/portal/surfaces/test_unseen.py",
        "",
    ),
    Mutation("evidence/models/cited.py", '("source__is_public",)', "()", _HIDDEN, ""),
    # Who may what.
    Mutation("memorandum/staff/site.py", "and second_factor.is_enough(request)", "", _FACTOR, ""),
    Mutation(
        "memorandum/staff/admin/people.py",
        "and (obj is None or not _is_above(request, obj))",
        "",
        "tests/memorandum/staff/test_hostile_staff.py",
        "no_stronger_account",
    ),
    Mutation(
        "memorandum/staff/admin/people.py",
        '"queryset": _grantable(request)',
        '"queryset": db_field.related_model.objects.all()',
        "tests/memorandum/staff/test_hostile_staff.py",
        "no_group_that_may_more",
    ),
    Mutation(
        "memorandum/staff/admin/papers.py",
        "return not _is_issued(obj) and super().has_change_permission",
        "return super().has_change_permission",
        "tests/memorandum/staff",
        "composing or issuing",
    ),
    # What comes from outside.
    Mutation(
        "memorandum/middleware.py",
        'request.path_info.startswith(STAFF) or request.method in ("GET", "HEAD")',
        "True",
        _HTTP,
        "only_read or told_to_be_lost",
    ),
    Mutation("memorandum/middleware.py", 'if "no-store" not in response.get(', "if False and (", _REQUESTS, "is_kept"),
    Mutation("memorandum/middleware.py", 'asked.count("&") >= _MOST_ASKED', "False", _REQUESTS, ""),
    Mutation("memorandum/settings.py", '"frame-ancestors": [CSP.NONE]', '"frame-ancestors": ["*"]', _EMBEDS, "loos"),
    Mutation("memorandum/settings.py", "CSRF_COOKIE_HTTPONLY = True", "", _LOGIN, "stay_on_the_staff"),
    Mutation(
        "memorandum/portal/parameters.py",
        "max_num_fields=",
        "max_num_fields=None and ",
        "tests/memorandum/portal/surfaces/test_register.py",
        "",
    ),
    # What must not be lost or forged.
    Mutation(
        "memorandum/server/backups/files.py", "if sha256 != manifest.sha256:", "if False:", _BACKUPS, "changed_byte"
    ),
    Mutation("memorandum/server/backups/files.py", "if size != manifest.size:", "if False:", _BACKUPS, "shorter_file"),
    Mutation(
        "memorandum/server/backups/restoring.py",
        "if unlike := list(fingerprints.differences(manifest.fingerprints, found)):",
        "if unlike := []:",
        _BACKUPS,
        "differ_from_the_manifest",
    ),
    Mutation(
        "memorandum/server/migrating.py",
        'cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])',
        "pass",
        "tests/memorandum/server/test_migrating.py",
        "second_waits",
    ),
    Mutation(
        "memorandum/server/migrating.py",
        '_waiting_for_locks(f"{PATIENCE}s")',
        '_waiting_for_locks("0")',
        "tests/memorandum/server/test_migrating.py",
        "left_in_time",
    ),
    Mutation(
        "memorandum/server/record_changes.py",
        '("keepalives_idle", "keepalives_interval", "tcp_user_timeout")',
        '("keepalives_idle", "keepalives_interval")',
        "tests/memorandum/server/test_record_changes.py",
        "notices_silence",
    ),
    Mutation(
        "memorandum/settings.py",
        'told = "-c lock_timeout=45s"',
        'told = ""',
        "tests/memorandum/test_settings.py",
        "host_or_a_socket",
    ),
    Mutation(
        "memorandum/security/log.py",
        "if kind in _GUESSES and _is_flooded():",
        "if False:",
        "tests/memorandum/security/test_security_log.py",
        "flood",
    ),
)
