//! A configuration profile with the authority's certificate, as iPhones, iPads and Macs take it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::Certificate;

/// The profile. Its identifiers follow from the certificate: installed twice, it is there once.
pub fn mobile_profile(authority: &Certificate) -> String {
    let digest = Sha256::digest(&authority.der);
    let name = escaped(&authority.subject);
    let payload = STANDARD.encode(&authority.der);
    let (whole, part) = (uuid_of(&digest[..16]), uuid_of(&digest[16..]));
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>PayloadContent</key>
  <array>
    <dict>
      <key>PayloadCertificateFileName</key><string>nutrivault.crt</string>
      <key>PayloadContent</key><data>{payload}</data>
      <key>PayloadDisplayName</key><string>{name}</string>
      <key>PayloadIdentifier</key><string>nutrivault.authority.{part}</string>
      <key>PayloadType</key><string>com.apple.security.root</string>
      <key>PayloadUUID</key><string>{part}</string>
      <key>PayloadVersion</key><integer>1</integer>
    </dict>
  </array>
  <key>PayloadDisplayName</key><string>{name}</string>
  <key>PayloadIdentifier</key><string>nutrivault.profile.{whole}</string>
  <key>PayloadRemovalDisallowed</key><false/>
  <key>PayloadType</key><string>Configuration</string>
  <key>PayloadUUID</key><string>{whole}</string>
  <key>PayloadVersion</key><integer>1</integer>
</dict>
</plist>
"#
    )
}

fn uuid_of(bytes: &[u8]) -> String {
    let bytes = <[u8; 16]>::try_from(bytes).unwrap_or_default();
    uuid::Builder::from_custom_bytes(bytes).into_uuid().to_string().to_uppercase()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
