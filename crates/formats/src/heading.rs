//! The headings of a report, the same in the page, the command and every file.

/// The failing steps.
pub const TO_FIX: &str = "To fix, in this order";
/// The changes that put all of it right, one after the other.
pub const PLAN: &str = "Plan";
/// The steps that are not right, or not known, once the plan is carried out.
pub const LEFT: &str = "What the plan leaves open";
/// The steps that are not right where no change is known that helps.
pub const NO_COMMAND: &str = "What no command puts right";
/// What a change leads to.
pub const AFTER: &str = "After it";
/// What a way to put one step right leads to, where the plan has other changes too.
pub const AFTER_ALONE: &str = "After this alone";
/// Another way to fix the same.
pub const OR: &str = "Or";
/// Before what a way to fix a step takes for what is wrong, where an answer says only that the step fails.
pub const PRESUMED: &str = "If this is so";
/// After the name of a form, or "Or": the same.
pub const IF_SO: &str = ", if this is so";
/// How to fix a step where none of what its ways take for it is wrong.
pub const OTHERWISE: &str = "If something else is wrong";
/// Where the portal has it.
pub const IN_THE_PORTAL: &str = "In the portal";
/// After the name of a form: that a change has no such form.
pub const NO_FORM: &str = " has no form of this change. With the Azure CLI:";
/// The steps that are not known.
pub const UNKNOWN: &str = "Unknown, most deciding first";
/// The steps that hold.
pub const PASSED: &str = "Passed";
/// The steps that do not matter here.
pub const NOT_APPLICABLE: &str = "Not applicable";
/// The failing steps that a person takes responsibility for.
pub const ACCEPTED: &str = "Accepted exceptions";
/// The settings to ask for.
pub const QUESTIONS: &str = "Questions, most deciding first";
/// The verdict for each value that the unknown settings can take.
pub const BRANCHES: &str = "Verdict for each possible answer";
/// The scenarios that the settings leave.
pub const CANDIDATES: &str = "Still possible";
/// How a person finds out whether a step holds.
pub const VERIFY: &str = "How to check";
/// How to put a failing step right.
pub const FIX: &str = "Fix";
/// What a fix exposes.
pub const SECURITY_IMPACT: &str = "Security impact";
/// How to take a fix back.
pub const UNDO: &str = "Undo after the migration";
/// How to take back what the target lives on after the migration.
pub const GIVE_UP: &str = "Undo only if the migration is given up";
/// Before the title of a change that is taken back.
pub const TAKE_BACK: &str = "Take back";
/// What to remove after the migration.
pub const CLEANUP: &str = "Cleanup";
/// Other ways to migrate.
pub const ALTERNATIVES: &str = "Alternatives";
/// What decided a step or a setting.
pub const EVIDENCE: &str = "Evidence";
/// The hops of a connection.
pub const TRACE: &str = "Trace";
/// What the verdict does not cover.
pub const NOT_CHECKED: &str = "Not checked";
/// The same as the heading of a list of conditions, which would read as if they held.
pub const NOT_CHECKED_LIST: &str = "Not checked, and not known to hold";
/// The settings that are taken from evidence.
pub const SETTINGS: &str = "Settings from evidence";
/// What of the input does not count.
pub const UNUSED: &str = "Provided, but not used";
/// The files that could not be read.
pub const NOT_READ: &str = "Files that cannot be read";
/// What a failing step asks for.
pub const SHOULD_BE: &str = "Should be";
/// The words in commands that a person fills in.
pub const BLANKS: &str = "Values to fill in";
