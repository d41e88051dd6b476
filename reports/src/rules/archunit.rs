//! `SeamlineBordersTest.java`: a frozen rule of ArchUnit, class by class.
//!
//! Compiled code uses types that its source never names (`a.b().c()`), so what is there today is not listed but recorded by
//! the tool itself, in its store of frozen violations, on the first run. A violation is `user uses used`, without lines,
//! so that the store changes only when the code's dependencies do.

use super::borders::Borders;
use super::{Cut, Rules, head, plain};
use crate::display::counted;
use crate::wire::Document;
use seamline_analyzer::Info;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// ArchUnit, for Java.
pub(crate) struct ArchUnit;

static INFO: Info = Info {
    id: "archunit",
    summary: "the cut as a frozen rule of ArchUnit, a test class (Java)",
    reference: "https://www.archunit.org/userguide (1.4)",
};

impl Rules for ArchUnit {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn file_name(&self) -> &'static str {
        "SeamlineBordersTest.java"
    }

    fn languages(&self) -> &'static [&'static str] {
        &["java"]
    }

    fn write(&self, cut: &Cut<'_>, out: &mut dyn Write) -> io::Result<()> {
        let borders = Borders::new(cut, self.languages());
        let classes = Classes::new(cut.document, &borders);
        let left = [
            format!("{} whose package or types have no plain name", counted(classes.nameless as u64, "file")),
            "tests".to_owned(),
            "the list of what crosses today: ArchUnit records it".to_owned(),
        ];
        let use_it = [
            "Use: put it into a folder of tests, with com.tngtech.archunit:archunit-junit5 as a test dependency.",
            "First: mvn test -Dtest=SeamlineBordersTest -DargLine=-Dseamline.record=true, and commit the folder archunit_store.",
        ];
        for line in head(cut.document, &borders, self, &use_it, &left) {
            writeln!(out, "{}", format!("// {line}").trim_end())?;
        }
        let (start, end) = CLASS.split_once("@LIST@").expect("the class has a place for its list");
        out.write_all(start.replace("@PACKAGES@", &classes.roots()).as_bytes())?;
        let mut lines = Vec::new();
        for (service, names) in &classes.of {
            let mut line = String::new();
            for name in names {
                if !line.is_empty() && line.len() + name.len() > 100 {
                    lines.push(format!("        \"{}:{line}\"", plain(service)));
                    line.clear();
                }
                line.push(' ');
                line.push_str(name);
            }
            lines.push(format!("        \"{}:{line}\"", plain(service)));
        }
        writeln!(out, "{}", lines.join(",\n"))?;
        out.write_all(end.trim_start_matches('\n').as_bytes())
    }
}

/// What belongs to each service: packages, which end with a dot, and classes of packages that several share.
struct Classes<'a> {
    of: BTreeMap<&'a str, BTreeSet<String>>,
    packages: BTreeSet<&'a str>,
    nameless: usize,
}

impl<'a> Classes<'a> {
    fn new(document: &'a Document, borders: &Borders<'a>) -> Self {
        let mut found = Self { of: BTreeMap::new(), packages: BTreeSet::new(), nameless: 0 };
        let mut pure: BTreeMap<&str, (Option<&str>, bool)> = BTreeMap::new();
        let units = || document.units.iter().filter_map(|unit| Some((unit, *borders.files.get(unit.path.as_str())?)));
        for (unit, service) in units() {
            let known = pure.entry(&unit.package).or_insert((service, true));
            known.1 &= known.0 == service;
        }
        for (unit, service) in units() {
            let Some(service) = service else { continue };
            let package = unit.package.as_str();
            let names: Vec<&str> = unit.types.iter().map(|kind| kind.name.as_str()).collect();
            if !is_name(package) || names.is_empty() || !names.iter().all(|name| is_name(name)) {
                found.nameless += usize::from(unit.part.is_none());
                continue;
            }
            found.packages.insert(package);
            let own = found.of.entry(service).or_default();
            if pure[package].1 {
                own.insert(format!("{package}."));
            } else {
                own.extend(names.iter().map(|name| format!("{package}.{name}")));
            }
        }
        found
    }

    /// The packages that no other contains, as strings of Java.
    fn roots(&self) -> String {
        let mut roots: Vec<&str> = Vec::new();
        for package in &self.packages {
            let below = |root: &&str| package.strip_prefix(*root).is_some_and(|rest| rest.starts_with('.'));
            if !roots.iter().any(below) {
                roots.push(package);
            }
        }
        roots.iter().map(|root| format!("\"{root}\"")).collect::<Vec<_>>().join(", ")
    }
}

/// A name of Java in ASCII, with or without dots.
fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.split('.').all(|part| {
            part.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_' || first == '$')
                && part.chars().all(|next| next.is_ascii_alphanumeric() || next == '_' || next == '$')
        })
}

const CLASS: &str = r#"
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.freeze.FreezingArchRule.freeze;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

@AnalyzeClasses(
    packages = {@PACKAGES@},
    importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class SeamlineBordersTest {

    /** A service and what belongs to it: packages, which end with a dot, and classes. */
    private static final List<String> SERVICES = List.of(
@LIST@
    );

    private static final Map<String, String> SERVICE_OF = new TreeMap<>();

    static {
        for (String line : SERVICES) {
            int colon = line.indexOf(':');
            for (String name : line.substring(colon + 1).trim().split(" ")) {
                SERVICE_OF.put(name, line.substring(0, colon));
            }
        }
        if (Boolean.getBoolean("seamline.record")) {
            ArchConfiguration.get().setProperty("freeze.store.default.allowStoreCreation", "true");
        }
    }

    @ArchTest
    static final ArchRule services_stay_within_their_borders = freeze(classes().should(useNoOtherService()));

    private static ArchCondition<JavaClass> useNoOtherService() {
        return new ArchCondition<JavaClass>("use no class of another service") {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                String service = service(user);
                if (service == null) {
                    return;
                }
                Set<String> used = new TreeSet<>();
                for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                    String other = service(dependency.getTargetClass().getBaseComponentType());
                    if (other != null && !other.equals(service)) {
                        used.add(outer(dependency.getTargetClass().getBaseComponentType()));
                    }
                }
                for (String one : used) {
                    events.add(SimpleConditionEvent.violated(user, user.getName() + " uses " + one));
                }
            }
        };
    }

    private static String service(JavaClass type) {
        String service = SERVICE_OF.get(outer(type));
        return service != null ? service : SERVICE_OF.get(type.getPackageName() + ".");
    }

    private static String outer(JavaClass type) {
        int dollar = type.getName().indexOf('$');
        return dollar < 0 ? type.getName() : type.getName().substring(0, dollar);
    }
}
"#;
