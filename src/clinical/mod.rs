//! Clinical definitions: the indices of a body, the ages for which they hold, and the classes that
//! they fall into. Pure: no database, no page. Kilograms, centimetres, years.

mod age;
mod classes;
mod derivation;
pub mod energy;
pub mod indices;

pub use age::{ADULT_YEARS, Age};
pub use classes::{BMI as BMI_CLASSES, Class, bmi_class, whr_class, whtr_class};
pub use derivation::{Derived, Observation, derive, is_usable};
