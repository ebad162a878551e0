#[rocket::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = nutrivault::config::Config::load()?;
    env_logger::Builder::new().filter_level(config.log_level).init();
    std::fs::create_dir_all(&config.data)?;
    nutrivault::server::rocket(config).launch().await?;
    Ok(())
}
