//! Puts the list's name back around what the AWS CLI prints with `--query`: a list of resources, or one.

/// The members that each resource of a list has, where a query took whole ones: by fewer, it could have picked them itself.
///
/// Source: the output of `aws rds` and `aws ec2` in the AWS CLI Command Reference (2.x).
static WHOLE: [(&str, &[&str]); 5] = [
    ("DBInstances", &["DBInstanceIdentifier", "DBInstanceArn", "VpcSecurityGroups", "PubliclyAccessible"]),
    ("DBClusters", &["DBClusterIdentifier", "DBClusterArn", "VpcSecurityGroups", "DBClusterMembers"]),
    ("SecurityGroups", &["GroupId", "OwnerId", "IpPermissions", "IpPermissionsEgress"]),
    ("RouteTables", &["RouteTableId", "Routes", "Associations", "PropagatingVgws"]),
    ("Subnets", &["SubnetId", "VpcId", "CidrBlock", "AvailableIpAddressCount"]),
];

/// What tells that a document is of AWS, and no longer whole.
static PARTS: [&str; 8] = [
    "DBInstance",
    "DBCluster",
    "\"GroupId\"",
    "IpPermissions",
    "RouteTableId",
    "\"SubnetId\"",
    "\"VpcId\"",
    "NetworkAclId",
];

/// How much of a document is looked at.
const START: usize = 20_000;

/// The document as the AWS CLI prints it without `--query`; `None` where it is no such list, or not surely a whole one.
pub(super) fn whole(text: &str) -> Option<String> {
    let (name, _) = WHOLE.iter().find(|it| it.1.iter().all(|member| first(text).contains(&format!("\"{member}\""))))?;
    let text = text.trim();
    // A list's own name stands before its bracket.
    let is_bare = text.starts_with('[') || !first(text).contains(&format!("\"{name}\""));
    let items: serde_json::Value = is_bare.then(|| serde_json::from_str(text).ok())??;
    let items = if items.is_array() { items } else { serde_json::Value::Array(vec![items]) };
    let is_whole = |it: &serde_json::Value| {
        it.as_object().is_some_and(|it| {
            WHOLE.iter().any(|(of, members)| of == name && members.iter().all(|member| it.contains_key(*member)))
        })
    };
    let is_one = items.as_array().is_some_and(|it| !it.is_empty() && it.iter().all(is_whole));
    is_one.then(|| format!("{{\"{name}\": {items}}}"))
}

/// Whether a text begins as a list of texts, or of lists of them: no tool lists resources so.
pub(super) fn is_texts(text: &str) -> bool {
    let inner = |it: &str| it.trim_start().strip_prefix('[').map(|it| it.trim_start().to_owned());
    let is_text = |it: &String| it.starts_with('"');
    inner(text.get(..text.floor_char_boundary(1000)).unwrap_or_default())
        .is_some_and(|it| is_text(&it) || inner(&it).as_ref().is_some_and(is_text))
}

/// Whether a text begins as what a query has left of an answer of AWS.
pub(super) fn is_part(text: &str) -> bool {
    if !text.trim_start().starts_with('[') {
        return false;
    }
    let start = first(text);
    // What pgreach collect wraps around an answer is read as it is.
    let is_other = ["/subscriptions/", "\"pgreach\""].iter().any(|it| start.contains(it));
    !is_other && PARTS.iter().any(|it| start.contains(it))
}

fn first(text: &str) -> &str {
    text.get(..text.floor_char_boundary(START)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{is_part, is_texts, whole};

    #[test]
    fn a_list_gets_its_name_again_where_its_resources_are_whole() {
        let subnet = r#"{"SubnetId": "s", "VpcId": "v", "CidrBlock": "10.0.0.0/24", "AvailableIpAddressCount": 5}"#;
        let listed = format!(r#"{{"Subnets": [{}]}}"#, subnet.replace(": ", ":").replace(", ", ","));
        for (text, expected) in [
            (format!("[{subnet}]"), Some(listed.clone())),
            (subnet.to_owned(), Some(listed)),
            (format!(r#"{{"Subnets": [{subnet}]}}"#), None),
            (r#"[{"SubnetId": "s", "CidrBlock": "10.0.0.0/24"}]"#.to_owned(), None),
            (format!(r#"[{subnet}, {{"SubnetId": "t"}}]"#), None),
            ("[]".to_owned(), None),
        ] {
            let members = |it: String| serde_json::from_str::<serde_json::Value>(&it).expect("JSON");
            assert_eq!(whole(&text).map(members), expected.map(members), "{text}");
        }
    }

    #[test]
    fn texts_alone_are_no_resources() {
        for (text, expected) in [
            (r#"["sg-1", "sg-2"]"#, true),
            ("[\n  [\n \"orders\", \"available\"]]", true),
            ("[[]]", false),
            ("[{}]", false),
            ("\"a\"", false),
        ] {
            assert_eq!(is_texts(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_left_of_an_answer() {
        for (text, expected) in [
            (r#"["sg-1", "sg-2"]"#, false),
            (r#"[{"SubnetId": "s"}]"#, true),
            ("[]", false),
            ("[17]", false),
            (r#"[{"pgreach": 1, "output": {"Subnets": [{"SubnetId": "s"}]}}]"#, false),
            (r#"[{"id": "/subscriptions/1", "x": {"VpcId": "v", "\"VpcId\"": 1}}]"#, false),
        ] {
            assert_eq!(is_part(text), expected, "{text}");
        }
    }
}
