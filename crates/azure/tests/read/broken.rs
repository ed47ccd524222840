//! Files that say two things of one member or end before their end: what they prove is less than it seems.

use pgreach_azure::read;

#[test]
fn a_file_that_is_cut_or_says_two_things() {
    const START: &str = r#"{"id": "/subscriptions/1/resourceGroups/a/providers/Microsoft.Network/virtualNetworks/v""#;
    for (rest, is_broken) in [
        (r#", "location": "a"}"#, false),
        (r#", "location": "a", "location": "a"}"#, false),
        (r#", "location": "a", "location": "b"}"#, true),
        (r#", "tags": {"b": 1}, "tags": {"b": 2}}"#, false),
        (r#", "properties": {"subnets": []}, "properties": {"subnets": []}}"#, false),
        (r#", "properties": {"subnets": []}, "properties": {}}"#, true),
        (r#", "location": "a""#, true),
        (r#", /* a comment */ "location": "a",}"#, false),
        (", \"location\": \"a\"}\nWARNING: You have 2 updates\n", false),
        (", \"location\": \"a\"}\nERROR: (AuthorizationFailed) no\n[]", true),
        (", \"location\": \"a\"}\nWARNING: b\n{\"id\": ", true),
        (", \"location\": \"a\"}\n}", true),
    ] {
        let text = [START, rest].concat();
        let import = read([("a.json", text.as_bytes())]);
        assert_eq!(import.network.broken, is_broken, "{rest}");
        assert_eq!(import.files.iter().all(|it| it.errors.is_empty()), !is_broken, "{rest}");
    }
}
