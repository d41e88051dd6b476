//! The rules: what is seen, which pattern follows, and why.

/// What is seen at a border.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// A route.
    Route,
    /// A consumer of messages, or a remote procedure.
    Consumer,
    /// A job.
    Clock,
    /// A route that reads data of several others, and does not only change something by its method.
    Composed,
    /// A result about money.
    Money,
    /// A picture or document that is made.
    Rendered,
    /// A search or ranking.
    Searched,
    /// An operation that others call.
    Called,
    /// An entity that another one names: rows are at work.
    Entity,
    /// A type or value that another one names.
    Named,
    /// An operation of a service that is not out.
    CallsMonolith,
    /// An operation of a service that is out.
    CallsService,
    /// A command of code that answers a request, in what is not out.
    CommandOfRequest,
    /// A command that only its rows tell of, in what is not out.
    CommandOfRows,
    /// A command of code deeper inside, in what is not out.
    CommandInside,
    /// A command of the service itself.
    CommandOfOwn,
    /// A hook on rows of another.
    HookOnRows,
    /// A trigger on rows of another.
    Trigger,
}

/// A pattern of migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pattern {
    /// The proxy sends requests to the service.
    StranglerFig,
    /// The subscription or the clock moves.
    MoveTrigger,
    /// An interface with two implementations.
    BranchByAbstraction,
    /// One adapter that translates.
    AnticorruptionLayer,
    /// Calls over the interface that is there.
    RemoteClient,
    /// The page puts together what several give.
    UiComposition,
    /// Both run, and the results are compared.
    ParallelRun,
    /// What passes the proxy is told to the service.
    DecoratingCollaborator,
    /// What changes in the tables is told.
    ChangeDataCapture,
    /// Its own code says what happened.
    PublishEvent,
    /// Each side has a type of its own.
    OwnType,
}

impl Pattern {
    /// The word for it in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Pattern::StranglerFig => "strangler-fig",
            Pattern::MoveTrigger => "move-trigger",
            Pattern::BranchByAbstraction => "branch-by-abstraction",
            Pattern::AnticorruptionLayer => "anticorruption-layer",
            Pattern::RemoteClient => "remote-client",
            Pattern::UiComposition => "ui-composition",
            Pattern::ParallelRun => "parallel-run",
            Pattern::DecoratingCollaborator => "decorating-collaborator",
            Pattern::ChangeDataCapture => "change-data-capture",
            Pattern::PublishEvent => "publish-event",
            Pattern::OwnType => "own-type",
        }
    }
}

/// One rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// What is seen.
    pub rule: Rule,
    /// The word for it in JSON.
    pub name: &'static str,
    /// What follows.
    pub pattern: Pattern,
    /// Why, and how.
    pub because: &'static str,
}

impl Rule {
    /// Its row.
    pub fn row(self) -> &'static Row {
        RULES.iter().find(|row| row.rule == self).expect("every rule has a row")
    }
}

/// Every rule, in the order of [`Rule`].
pub const RULES: &[Row] = &[
    Row {
        rule: Rule::Route,
        name: "route",
        pattern: Pattern::StranglerFig,
        because: "the request comes in over HTTP and its handler goes with the service, so the proxy can send it there, one route at a time, and back",
    },
    Row {
        rule: Rule::Consumer,
        name: "consumer",
        pattern: Pattern::MoveTrigger,
        because: "a message starts it: the service subscribes under a name of its own, then the monolith stops to listen; for a while both get it",
    },
    Row {
        rule: Rule::Clock,
        name: "clock",
        pattern: Pattern::MoveTrigger,
        because: "a clock starts it: it is switched on here and off there in one release, for twice is worse than late",
    },
    Row {
        rule: Rule::Composed,
        name: "composed",
        pattern: Pattern::UiComposition,
        because: "it answers from data of two services or more besides its own: where the answer is a page, each service gives its part and the page puts them together; where it is data, the front door composes",
    },
    Row {
        rule: Rule::Money,
        name: "money",
        pattern: Pattern::ParallelRun,
        because: "its name is about money, where a wrong result is dear: both run on the same input and the results are compared before the new one counts",
    },
    Row {
        rule: Rule::Rendered,
        name: "rendered",
        pattern: Pattern::ParallelRun,
        because: "it makes a picture or a document, where small differences hide: both run, and the results are compared, with a tolerance that is agreed on",
    },
    Row {
        rule: Rule::Searched,
        name: "searched",
        pattern: Pattern::ParallelRun,
        because: "it finds or ranks, where no single result is wrong: both run, and the first results are compared",
    },
    Row {
        rule: Rule::Called,
        name: "called",
        pattern: Pattern::BranchByAbstraction,
        because: "code inside the process calls it, where no proxy can divert: an interface first, then each call site, then the implementation that asks the service behind a switch, then the old one goes",
    },
    Row {
        rule: Rule::Entity,
        name: "entity",
        pattern: Pattern::BranchByAbstraction,
        because: "an entity is used as rows, not called as an operation, so an operation is missing: put these places behind a repository of their own that says what they look for, then let it ask the service for ids and copies",
    },
    Row {
        rule: Rule::Named,
        name: "named",
        pattern: Pattern::OwnType,
        because: "it is inherited, held or thrown, not called, and a type cannot cross: each side gets one of its own with the fields that it needs",
    },
    Row {
        rule: Rule::CallsMonolith,
        name: "calls-monolith",
        pattern: Pattern::AnticorruptionLayer,
        because: "what it calls is still in the monolith: the monolith offers these operations, and one adapter in the service translates, so that the old model ends there",
    },
    Row {
        rule: Rule::CallsService,
        name: "calls-service",
        pattern: Pattern::RemoteClient,
        because: "what it calls is out already: the call sites use the client of that interface",
    },
    Row {
        rule: Rule::CommandOfRequest,
        name: "command-of-request",
        pattern: Pattern::DecoratingCollaborator,
        because: "code that answers a request writes the rows, and nothing is published: the proxy sees request and answer and can tell the service without a change of the monolith; where the answer does not carry what is needed, let the monolith publish",
    },
    Row {
        rule: Rule::CommandOfRows,
        name: "command-of-rows",
        pattern: Pattern::ChangeDataCapture,
        because: "the monolith only writes rows, and no request shows it: read the changes from the database's log until that code publishes itself",
    },
    Row {
        rule: Rule::CommandInside,
        name: "command-inside",
        pattern: Pattern::BranchByAbstraction,
        because: "it is a call inside the monolith that needs no answer: behind an interface it becomes a message in an outbox, call site by call site",
    },
    Row {
        rule: Rule::CommandOfOwn,
        name: "command-of-own",
        pattern: Pattern::PublishEvent,
        because: "its own code does it and goes out with it: it writes a message into its outbox instead, and the other side listens",
    },
    Row {
        rule: Rule::HookOnRows,
        name: "hook-on-rows",
        pattern: Pattern::ChangeDataCapture,
        because: "a framework runs it when rows change, and no call shows it: the owner publishes the change; where its code cannot be changed yet, the changes are read from the database's log",
    },
    Row {
        rule: Rule::Trigger,
        name: "trigger",
        pattern: Pattern::ChangeDataCapture,
        because: "the database runs it, and no code shows it: read the changes from the log until the owner publishes them, then drop the trigger",
    },
];
