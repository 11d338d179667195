//! Which rows the form of each kind has (contract section 10).

use super::words::Words;
use crate::domain::kind::Kind;
use crate::domain::vocabulary::{Field, Generation};
use Generation::{Dps, Xcore};

/// A field of a body as the form of its kind shows it.
#[derive(Clone, Copy, Debug)]
pub struct FormField {
    /// The field.
    pub field: Field,
    /// What stands before its value.
    pub label: &'static str,
    /// What may be filled in.
    pub takes: Takes,
    /// Whether an object without it is refused, so that the form does not take it away.
    pub required: bool,
    /// Where it is documented.
    pub known: Known,
    /// Whether xcore, which takes it with its prefix and without, has it without where it is new (contract section 18, row
    /// 9).
    pub plain_when_new: bool,
}

/// What may be filled into a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Text.
    Text,
    /// Text that is too long for a row: its place in the JSON is a key away.
    LongText,
    /// A whole number.
    Number,
    /// True or false.
    Switch,
    /// A moment.
    Date,
    /// One of these words.
    Word(Words),
    /// Several texts.
    Texts,
    /// The id of an object of this kind.
    One(Kind),
    /// The ids of objects of this kind.
    Many(Kind),
    /// The ids of what a collection gathers: its filter type says of which kind.
    Gathered,
    /// The id of the rule that decides who qualifies; the other field says that one does, on xcore only where it is there.
    Rule(Field),
    /// Audiences, where the other field says that they decide who qualifies.
    Audiences(Field),
    /// Switches by their names.
    Switches,
    /// Texts by their names.
    NamedTexts,
    /// Representations, each with its components.
    Representations,
    /// Rules of how often the offer may be shown.
    CappingRules,
    /// A decision's criteria.
    Criteria,
    /// Nothing: it is shown where it is there, since the product has no use for it.
    Nothing,
}

/// Where a field is documented. Elsewhere it has a row only where it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// In both generations.
    Everywhere,
    /// In one generation.
    In(Generation),
    /// In none, or no longer.
    Nowhere,
}

impl FormField {
    const fn new(field: Field, label: &'static str, takes: Takes) -> FormField {
        FormField { field, label, takes, required: false, known: Known::Everywhere, plain_when_new: false }
    }

    const fn required(self) -> FormField {
        FormField { required: true, ..self }
    }

    const fn only(self, generation: Generation) -> FormField {
        FormField { known: Known::In(generation), ..self }
    }

    const fn plain_when_new(self) -> FormField {
        FormField { plain_when_new: true, ..self }
    }

    const fn where_it_is_there(self) -> FormField {
        FormField { known: Known::Nowhere, ..self }
    }
}

const NAME: FormField = FormField::new(Field::Name, "Name", Takes::Text).required();
const STATUS: FormField = FormField::new(Field::Status, "Status", Takes::Word(Words::Status)).required();
const DESCRIPTION: FormField = FormField::new(Field::Description, "Description", Takes::Text);
const LABELS: FormField = FormField::new(Field::Labels, "Labels", Takes::Texts).only(Dps);
const QUALIFIERS: FormField = FormField::new(Field::Qualifiers, "Qualifiers", Takes::Many(Kind::Qualifier));
const REPRESENTATIONS: FormField =
    FormField::new(Field::Representations, "Representations", Takes::Representations).required();
const ATTRIBUTES: FormField = FormField::new(Field::Characteristics, "Attributes", Takes::NamedTexts);

pub(in crate::domain) const PERSONALIZED: &[FormField] = &[
    NAME,
    STATUS,
    DESCRIPTION.only(Dps),
    FormField::new(Field::Priority, "Priority", Takes::Number),
    FormField::new(Field::StartDate, "Starts", Takes::Date).required(),
    FormField::new(Field::EndDate, "Ends", Takes::Date).required(),
    FormField::new(Field::ProfileConstraint, "Eligibility", Takes::Word(Words::Constraint)).only(Dps),
    FormField::new(Field::EligibilityRule, "Rule", Takes::Rule(Field::ProfileConstraint)),
    FormField::new(Field::Audiences, "Audiences", Takes::Audiences(Field::ProfileConstraint)).where_it_is_there(),
    FormField::new(Field::GlobalCap, "Cap in total", Takes::Number),
    FormField::new(Field::ProfileCap, "Cap per profile", Takes::Number),
    FormField::new(Field::FrequencyCapping, "Capping rules", Takes::CappingRules).only(Dps),
    QUALIFIERS,
    LABELS,
    ATTRIBUTES,
    REPRESENTATIONS,
];

/// A fallback offer has no use for constraints; where they are there, they are kept (contract section 18, row 19).
pub(in crate::domain) const FALLBACK: &[FormField] = &[
    NAME,
    STATUS,
    DESCRIPTION.only(Dps),
    QUALIFIERS,
    LABELS,
    ATTRIBUTES,
    REPRESENTATIONS,
    FormField::new(Field::Priority, "Priority", Takes::Nothing).where_it_is_there(),
    FormField::new(Field::StartDate, "Starts", Takes::Nothing).where_it_is_there(),
    FormField::new(Field::EndDate, "Ends", Takes::Nothing).where_it_is_there(),
    FormField::new(Field::ProfileConstraint, "Eligibility", Takes::Nothing).where_it_is_there(),
    FormField::new(Field::EligibilityRule, "Rule", Takes::Nothing).where_it_is_there(),
    FormField::new(Field::Audiences, "Audiences", Takes::Nothing).where_it_is_there(),
    FormField::new(Field::GlobalCap, "Cap in total", Takes::Nothing).where_it_is_there(),
    FormField::new(Field::ProfileCap, "Cap per profile", Takes::Nothing).where_it_is_there(),
    FormField::new(Field::FrequencyCapping, "Capping rules", Takes::Nothing).where_it_is_there(),
];

pub(in crate::domain) const PLACEMENT: &[FormField] = &[
    NAME,
    DESCRIPTION,
    FormField::new(Field::Channel, "Channel", Takes::Word(Words::Channel)).required(),
    FormField::new(Field::ComponentType, "Takes", Takes::Word(Words::ComponentType)).required(),
    FormField::new(Field::ContentTypes, "Media types", Takes::Texts).only(Xcore),
    FormField::new(Field::ItemCount, "Offers at once", Takes::Number).only(Dps),
    FormField::new(Field::AllowDuplicates, "Duplicates", Takes::Switch).only(Dps),
    FormField::new(Field::ReturnContent, "Returns content", Takes::Switch).only(Dps),
    FormField::new(Field::ReturnMetaData, "Returns besides", Takes::Switches).only(Dps),
    LABELS.where_it_is_there(),
];

pub(in crate::domain) const COLLECTION: &[FormField] = &[
    NAME,
    DESCRIPTION.only(Dps),
    FormField::new(Field::FilterType, "Made of", Takes::Word(Words::Gathering)).required(),
    FormField::new(Field::Ids, "Members", Takes::Gathered).required(),
    LABELS,
];

pub(in crate::domain) const QUALIFIER: &[FormField] = &[NAME, DESCRIPTION.only(Dps), LABELS.where_it_is_there()];

pub(in crate::domain) const RULE: &[FormField] = &[
    NAME,
    DESCRIPTION.plain_when_new(),
    FormField::new(Field::ConditionValue, "Expression", Takes::LongText).required(),
    FormField::new(Field::ConditionType, "Language", Takes::Text).where_it_is_there(),
    FormField::new(Field::ConditionFormat, "Format", Takes::Text).where_it_is_there(),
    LABELS.where_it_is_there(),
];

pub(in crate::domain) const DECISION: &[FormField] = &[
    NAME,
    STATUS,
    DESCRIPTION.only(Dps),
    FormField::new(Field::ValidFrom, "Starts", Takes::Date),
    FormField::new(Field::ValidUntil, "Ends", Takes::Date),
    FormField::new(Field::Fallback, "Fallback", Takes::One(Kind::Fallback)).required(),
    FormField::new(Field::OnePlacement, "Placement", Takes::One(Kind::Placement)).where_it_is_there(),
    FormField::new(Field::OneCollection, "Collection", Takes::One(Kind::Collection)).where_it_is_there(),
    FormField::new(Field::Criteria, "Criteria", Takes::Criteria),
    LABELS.where_it_is_there(),
];
