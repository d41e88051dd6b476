//! Spring's configuration in XML: transactions that are declared beside the code. Rule `transaction.spring-xml`.
//! <https://docs.spring.io/spring-framework/reference/data-access/transaction/declarative.html>
//!
//! Read are `tx:advice` with its `tx:method` patterns, `aop:pointcut`, `aop:advisor`. The older
//! `TransactionProxyFactoryBean`, and a `TransactionInterceptor` that does not go by annotations, are seen and not followed.
//! `tx:annotation-driven` says nothing that the annotations do not say.

use super::xml::{Event, attribute, events, resolved};
use crate::file::{Advice, Advised, Advisor, FileFacts, GapMention};
use seamline_analyzer::facts::GapKind;

/// At most this many advices, pointcuts and advisors of one file are read.
const MOST: usize = 500;

/// Propagations that never begin a transaction.
const NONE: &[&str] = &["SUPPORTS", "NOT_SUPPORTED", "NEVER"];

/// Reads a configuration; nothing when it says nothing about transactions.
pub(super) fn read(text: &str) -> Option<FileFacts> {
    let beans = text.contains("springframework.org/schema/beans") || text.contains("spring-beans");
    let said =
        text.contains("<aop:config") || text.contains("<tx:advice") || text.contains("TransactionProxyFactoryBean");
    if !beans || !(said || text.contains("TransactionInterceptor")) {
        return None;
    }
    let by_annotation = text.contains("AnnotationTransactionAttributeSource");
    let mut facts = FileFacts::default();
    let mut advised = Advised::default();
    let mut inside = false;
    for event in events(text, 200_000) {
        let (name, attributes, line) = match event {
            Event::Start(name, attributes, line) => (name, attributes, line),
            Event::End("advice") => {
                inside = false;
                continue;
            }
            Event::End(_) | Event::Text(_) => continue,
        };
        let get = |key: &str| attribute(attributes, key).map(resolved);
        match name {
            "advice" if advised.advices.len() < MOST => {
                inside = true;
                let id = get("id").unwrap_or_default();
                advised.advices.push(Advice { id, line, methods: Vec::new() });
            }
            "method" if inside => {
                let Some(advice) = advised.advices.last_mut().filter(|advice| advice.methods.len() < MOST) else {
                    continue;
                };
                let outside = get("propagation").is_some_and(|propagation| NONE.contains(&propagation.as_str()));
                let reads = get("read-only").is_some_and(|word| word == "true");
                advice.methods.push((get("name").unwrap_or_else(|| "*".to_owned()), !outside && !reads));
            }
            "pointcut" if advised.pointcuts.len() < MOST => {
                advised.pointcuts.extend(get("id").zip(get("expression")));
            }
            "advisor" if advised.advisors.len() < MOST => {
                let pointcut = get("pointcut").or_else(|| get("pointcut-ref").map(|name| format!("#{name}")));
                let (advice, pointcut) = (get("advice-ref").unwrap_or_default(), pointcut.unwrap_or_default());
                advised.advisors.push(Advisor { advice, pointcut, line });
            }
            "bean" if facts.gaps.len() < MOST => {
                let class = get("class").unwrap_or_default();
                let old = class.ends_with("TransactionProxyFactoryBean")
                    || class.ends_with("TransactionInterceptor") && !by_annotation;
                if old {
                    let name = class.rsplit('.').next().unwrap_or_default().to_owned();
                    facts.gaps.push(GapMention { kind: GapKind::Transactions, name, line });
                }
            }
            _ => {}
        }
    }
    let said = !advised.advices.is_empty() || !advised.advisors.is_empty() || !advised.pointcuts.is_empty();
    facts.advised = said.then(|| Box::new(advised));
    (said || !facts.gaps.is_empty()).then_some(facts)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEANS: &str = "<beans xmlns=\"http://www.springframework.org/schema/beans\">";

    #[test]
    fn advice_and_pointcuts() {
        let text = format!(
            "{BEANS}\n<tx:advice id='tx'><tx:attributes><tx:method name='get*' read-only='true'/>\n\
             <tx:method name='log*' propagation='NEVER'/><tx:method name='*'/></tx:attributes></tx:advice>\n\
             <aop:config><aop:pointcut id='p' expression='within(a..*) &amp;&amp; this(b.C)'/>\n\
             <aop:advisor advice-ref='tx' pointcut-ref='p'/></aop:config></beans>"
        );
        let advised = read(&text).expect("it is one").advised.expect("it says something");
        let methods = [("get*", false), ("log*", false), ("*", true)].map(|(name, writes)| (name.to_owned(), writes));
        assert_eq!(advised.advices, [Advice { id: "tx".to_owned(), line: 2, methods: methods.to_vec() }]);
        assert_eq!(advised.pointcuts, [("p".to_owned(), "within(a..*) && this(b.C)".to_owned())]);
        assert_eq!(advised.advisors, [Advisor { advice: "tx".to_owned(), pointcut: "#p".to_owned(), line: 5 }]);
    }

    #[test]
    fn older_forms_are_seen() {
        let gaps = |inside: &str| read(&format!("{BEANS}{inside}</beans>")).map(|facts| facts.gaps);
        let proxy = "<bean class='org.springframework.transaction.interceptor.TransactionProxyFactoryBean'/>";
        let expected =
            GapMention { kind: GapKind::Transactions, name: "TransactionProxyFactoryBean".to_owned(), line: 1 };
        assert_eq!(gaps(proxy), Some(vec![expected]));
        let interceptor = "<bean class='o.TransactionInterceptor'>";
        assert_eq!(gaps(interceptor).map(|gaps| gaps.len()), Some(1));
        assert_eq!(gaps(&format!("{interceptor}<bean class='o.AnnotationTransactionAttributeSource'/></bean>")), None);
        assert_eq!(gaps("<tx:annotation-driven/>"), None);
    }
}
